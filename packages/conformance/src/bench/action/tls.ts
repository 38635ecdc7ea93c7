import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';

/** A certificate for 127.0.0.1 that only who is told so trusts. */
export interface Certified {
  readonly path: string;
  readonly key: string;
  readonly cert: string;
}

/** Made by `openssl`, into `directory`; `null` where this machine has none. */
export function certify(directory: string): Certified | null {
  const [keyPath, path] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const how = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=bench';
  const words = [
    ...how.split(' '),
    '-addext',
    'subjectAltName=IP:127.0.0.1',
    '-keyout',
    keyPath,
    '-out',
    path,
  ];
  try {
    execFileSync('openssl', ['req', ...words], { stdio: 'ignore', timeout: 10_000 });
  } catch {
    return null;
  }
  return { path, key: readFileSync(keyPath, 'utf8'), cert: readFileSync(path, 'utf8') };
}

/** TLS in front of an HTTP server on loopback: the same URL by another door. */
export async function startTlsFront(
  target: string,
  { key, cert }: Certified,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { port: targetPort } = new URL(target);
  const server = createServer({ key, cert }, (socket) => {
    const behind = connect(Number(targetPort), '127.0.0.1');
    // A step that has its answer hangs up as it likes.
    behind.on('error', () => socket.destroy());
    socket.on('error', () => behind.destroy());
    socket.pipe(behind).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.protocol = 'https:';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href.replace(/\/$/, ''),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
