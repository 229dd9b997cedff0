// Rows as a CSV file that Excel and pandas read alike, and the download of a text as a file.

// The rule of src/phalanx/vocabulary/cells.py: what a spreadsheet would run gets an apostrophe in front, text that
// already looks escaped gets one more, and plain numbers such as -58 stay as they are.
const STARTS_FORMULA = /^'*[=+\-@\t\r]/;
const PLAIN_NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/** RFC 4180, with a mark in front of what a spreadsheet would run as a formula. */
export function csv(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return [columns, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

function cell(value: unknown): string {
  let text =
    value === null || value === undefined ? "" : Array.isArray(value) ? value.join(";") : String(value);
  if (STARTS_FORMULA.test(text) && !PLAIN_NUMBER.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Hand a text or a picture to the reader as a file. */
export function download(name: string, text: BlobPart, type = "text/csv;charset=utf-8"): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
