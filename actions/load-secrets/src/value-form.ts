/**
 * The shapes in which a secret may turn up in a log: itself, each of its lines, and the encodings that tools put it into, with and
 * without the line end that `echo` adds. GitHub's runner adds a few more; none of it is a boundary, only a help against accidents.
 */
export function valueForms(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const forms = [
    value,
    ...value.split(/\r\n|\r|\n/).map((line) => line.trim()),
    bytes.toString('base64'),
    Buffer.from(`${value}\n`).toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
  ];
  // A mask of nothing is an error to the runner; one of spaces would tear the log apart.
  return [...new Set(forms)].filter((form) => value !== '' && form.trim() !== '');
}
