import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A certificate and its key, as PEM. */
export interface Certified {
  readonly cert: string;
  readonly key: string;
}

export interface Authority {
  /** Its own certificate, for who is to trust it. */
  readonly cert: string;
  /** A server's, for a day, for these DNS names. */
  certify(names: readonly string[]): Certified;
}

/** An authority that nobody knows, made anew each time: tests hold no real key. Source: RFC 5280 §4.1, for the fields and their order. */
export function createAuthority(): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issued = (subject: string, publicKey: KeyObject, extension: Buffer): string =>
    toPem('CERTIFICATE', certificate({ subject, publicKey, extension, signer: keys.privateKey }));
  return {
    cert: issued(AUTHORITY, keys.publicKey, IS_AUTHORITY),
    certify: (names) => {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      return {
        cert: issued('server', own.publicKey, alternativeNames(names)),
        key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    },
  };
}

const AUTHORITY = 'Test authority';
const DAY_MS = 86_400_000;

interface Fields {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly extension: Buffer;
  readonly signer: KeyObject;
}

function certificate({ subject, publicKey, extension, signer }: Fields): Buffer {
  const now = Date.now();
  const body = sequence(
    tlv(0xa0, integer(2)),
    integer(now),
    ECDSA_WITH_SHA256,
    nameOf(AUTHORITY),
    sequence(utcTime(now - DAY_MS), utcTime(now + DAY_MS)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(extension)),
  );
  return sequence(body, ECDSA_WITH_SHA256, bits(sign('sha256', body, signer)));
}

/** A value of DER: tag, length, content. Source: ITU-T X.690, 8.1. */
function tlv(tag: number, ...content: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat(content);
  const { length } = bytes;
  const head = length < 0x80 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), bytes]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => tlv(0x30, ...parts);
const octets = (bytes: Buffer): Buffer => tlv(0x04, bytes);
const bits = (bytes: Buffer): Buffer => tlv(0x03, Buffer.from([0]), bytes);
const oid = (hex: string): Buffer => tlv(0x06, Buffer.from(hex, 'hex'));

/** Of up to 48 bits, none of them a sign. */
function integer(value: number): Buffer {
  const bytes = Buffer.alloc(7);
  bytes.writeUIntBE(value, 1, 6);
  const first = bytes.findIndex((byte, index) => byte !== 0 || index === 6);
  return tlv(0x02, bytes.subarray((bytes[first] ?? 0) < 0x80 ? first : first - 1));
}

const utcTime = (at: number): Buffer =>
  tlv(
    0x17,
    Buffer.from(
      `${new Date(at)
        .toISOString()
        .replace(/[-:T]|\.\d+/g, '')
        .slice(2)}`,
    ),
  );

const nameOf = (commonName: string): Buffer =>
  sequence(tlv(0x31, sequence(oid('550403'), tlv(0x0c, Buffer.from(commonName)))));

/** 1.2.840.10045.4.3.2 */
const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));

/** 2.5.29.19, critical: CA. */
const IS_AUTHORITY = sequence(
  oid('551d13'),
  tlv(0x01, Buffer.from([0xff])),
  octets(sequence(tlv(0x01, Buffer.from([0xff])))),
);

/** 2.5.29.17 */
const alternativeNames = (names: readonly string[]): Buffer =>
  sequence(oid('551d11'), octets(sequence(...names.map((name) => tlv(0x82, Buffer.from(name))))));

const toPem = (label: string, der: Buffer): string =>
  `-----BEGIN ${label}-----\n${der.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`;
