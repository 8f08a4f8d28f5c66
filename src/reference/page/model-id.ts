/** The element of the page that holds what is known of the operation, as JSON. */
export const MODEL = 'p-model';
