// Text broken into lines as Python's `textwrap` breaks it: between words, and behind a hyphen between letters. What is
// bound by a no-break space stays together, and so does a word that is longer than a line.

const SPACE = "[ \\t\\n\\v\\f\\r]";
const WORD = "[\\p{L}\\p{N}_]";
const LETTER = "[\\p{L}_]";
const PUNCTUATED = "[\\p{L}\\p{N}_!\"'&.,?]";
const PIECE = new RegExp(
  [
    `${SPACE}+`,
    `(?<=${PUNCTUATED})-{2,}(?=${WORD})`, // a dash between words
    `[^ \\t\\n\\v\\f\\r]+?(?:-(?:(?<=${LETTER}{2}-)|(?<=${LETTER}-${PUNCTUATED}-))(?=${LETTER}-?${LETTER})` +
      `|(?=${SPACE}|$)|(?<=${PUNCTUATED})(?=-{2,}${WORD}))`,
  ].join("|"),
  "gu",
);

/** The text in lines of at most `room` letters; past `most` of them it ends in `end`. */
export function wrap(text: string, room: number, most: number, end: string): string[] {
  const told: string[] = [];
  const pieces = text.match(PIECE) ?? [];
  let next = 0;
  while (next < pieces.length) {
    if (told.length && isSpace(pieces[next])) next++;
    const line: string[] = [];
    for (let piece = pieces[next]; piece !== undefined; piece = pieces[++next]) {
      if (line.length && length(line) + piece.length > room) break;
      line.push(piece);
    }
    if (isSpace(line.at(-1))) line.pop();
    if (!line.length) continue;
    const isLast = next >= pieces.length || (next === pieces.length - 1 && isSpace(pieces[next]));
    if (told.length + 1 < most || (isLast && length(line) <= room)) told.push(line.join(""));
    else return ended(told, line, room, end);
  }
  return told;
}

/** The lines told, and of the last one as many words as leave room for the end. */
function ended(told: readonly string[], last: string[], room: number, end: string): string[] {
  const line = [...last];
  while (line.length && (isSpace(line.at(-1)) || length(line) + end.length > room)) line.pop();
  if (line.length) return [...told, line.join("") + end];
  const before = told.at(-1);
  if (before !== undefined && before.length + end.length <= room) return [...told.slice(0, -1), before + end];
  return [...told, end.trimStart()];
}

function length(line: readonly string[]): number {
  return line.reduce((sum, piece) => sum + piece.length, 0);
}

function isSpace(piece: string | undefined): boolean {
  return piece !== undefined && piece.trim() === "";
}
