/** One request by Node's own client, which loads TLS only where the URL says so; what isn't a 200 breaks the step. */
export async function ask(
  method: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  body = '',
): Promise<string> {
  const { request } = url.startsWith('https:') ? await import('node:https') : await import('node:http');
  return new Promise((resolve, reject) => {
    const sending = request(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => (response.statusCode === 200 ? resolve(text) : reject(new Error(text))));
    });
    sending.on('error', reject).end(body);
  });
}
