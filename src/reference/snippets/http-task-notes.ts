/** What the documentation of SimWorkflow leaves open. */
export const HTTP_TASK_NOTES: readonly string[] = [
  'Start each run with an idempotency_key of its own: each retry of the task sends the same one, so that no retry reports the payment twice.',
  'credentials is the ID under which the API key is saved; the key itself is no part of a definition.',
  'How an object in body is written as a form is not documented; that it follows the names of the fields is the natural reading.',
  `How the input of a workflow is named in an expression is not documented in full; \${workflow.input.NAME} is in the style of its other expressions.`,
  'A text that begins with jsonata: would be evaluated, so that it always comes from the input of the workflow.',
];
