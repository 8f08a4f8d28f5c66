/** The rows of a table, each of as many cells as the tuple has. */
export const rows = <Row extends (string | undefined)[] = [string, string]>(table: string) =>
  [...table.matchAll(/^ *([^ \n].*)$/gm)].map(([, line = '']) => line.split(/ +\| +/) as Row);
