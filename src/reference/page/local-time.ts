/** Unix seconds as a box for date and time has them, in the time of the reader's place. */
export function toLocalTime(seconds: unknown): string {
  const date = new Date(Number(seconds) * 1000);
  if (typeof seconds !== 'number' || Number.isNaN(date.getTime())) return '';
  const pad = (number: number, length = 2): string => String(number).padStart(length, '0');
  const day = [pad(date.getFullYear(), 4), pad(date.getMonth() + 1), pad(date.getDate())];
  const time = [pad(date.getHours()), pad(date.getMinutes()), pad(date.getSeconds())];
  return `${day.join('-')}T${time.join(':')}`;
}

/** The Unix seconds of a date and time; undefined where there is none. */
export function fromLocalTime(text: string): number | undefined {
  const seconds = Math.floor(new Date(text).getTime() / 1000);
  return Number.isNaN(seconds) ? undefined : seconds;
}
