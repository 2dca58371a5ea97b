// Which lines of a script of the console are nothing but a comment: the server leaves them out.

/** The text with each such line replaced by what `replace` makes of it. */
export function mapComments(text, replace) {
  let goesOn = false;
  return text.split('\n').map((line) => (isComment(line.trim()) ? replace(line) : line)).join('\n');

  function isComment(line) {
    if (!goesOn && !line.startsWith('/*')) return line.startsWith('//');
    const end = line.indexOf('*/');
    goesOn = end < 0;
    return goesOn || end + 2 === line.length;
  }
}
