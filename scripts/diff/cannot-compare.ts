/** The comparison could not be made; the message is one line for people. */
export class CannotCompare extends Error {
  override name = 'CannotCompare' as const;
}
