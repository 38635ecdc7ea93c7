/**
 * The `Content-Disposition` of a file: saved under its name, never shown. The name is somebody's text: what could end the quotes or
 * lead into another directory is replaced, and a name outside of ASCII is given a second time, percent-encoded.
 * Source: RFC 6266 §4.3 and appendix D, RFC 8187.
 */
export function formatDisposition(name: string): string {
  const safe = name.replaceAll(/[/\\\p{Cc}\p{Surrogate}]/gu, '_');
  const ascii = safe.replaceAll(/[^\x20-\x7e]|["%]/g, '_');
  const extended = encodeURIComponent(safe).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"${ascii === safe ? '' : `; filename*=UTF-8''${extended}`}`;
}
