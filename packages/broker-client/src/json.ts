/** The value of a JSON text, or `undefined`: a page of HTML or half an answer is no exception, it is what happens. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
