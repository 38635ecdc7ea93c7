// The bill of materials of what a release ships: which packages, of which versions and licences, are in its bundles. CycloneDX.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';

/** npm's own is some hundred kilobytes. */
const OUTPUT_MAX_BYTES = 64 * 1024 * 1024;
/** It reads the lock and asks nobody. */
const NPM_MAX_MS = 60_000;

/**
 * @typedef {{ readonly name: string, readonly value: string }} Property
 * @typedef {{ readonly version: string, readonly purl: string, readonly 'bom-ref': string, readonly properties?: readonly Property[] }} Component
 * @typedef {{ readonly ref: string, readonly dependsOn?: readonly string[] }} Dependency
 * @typedef {{ readonly components: readonly Component[], readonly dependencies: readonly Dependency[], readonly [key: string]: unknown }} Bill
 * @typedef {{ readonly name: string, readonly version: string, readonly licences: readonly string[] }} Shipped
 *   `licences`: the texts of the bundles' licenses.txt, which are made from what the bundler put in
 */

/**
 * npm's bill of everything that is locked, less what isn't in the bundles. The same sources are the same bill: nothing in it says when or
 * where it was made. Throws where a bundle has a package that the lock doesn't know.
 *
 * @param {string} root
 * @param {Shipped} shipped
 * @returns {string} JSON
 */
export function billOfMaterials(root, { name, version, licences }) {
  const words = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  /** @type {Bill} */
  const asked = JSON.parse(
    execFileSync('npm', words, {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: OUTPUT_MAX_BYTES,
      timeout: NPM_MAX_MS,
      // What npm has to say is in the error where it fails, and nowhere else.
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
  const bundled = new Set(licences.flatMap(bundledPackages));
  const components = asked.components.filter((each) => bundled.has(identity(each))).map(shipped);
  const missing = [...bundled].filter((each) =>
    components.every((component) => identity(component) !== each),
  );
  if (missing.length > 0) throw new Error(`bundled, and not in package-lock.json: ${missing.join(', ')}`);

  const { serialNumber: _serialNumber, metadata: _metadata, dependencies, ...rest } = asked;
  const ref = `${name}@${version}`;
  const kept = new Set(components.map((component) => component['bom-ref']));
  const bill = {
    ...rest,
    metadata: { component: { type: 'application', name, version, 'bom-ref': ref } },
    components,
    dependencies: [
      { ref, dependsOn: components.map((component) => component['bom-ref']) },
      ...dependencies
        .filter((each) => kept.has(each.ref))
        .map((each) => ({ ...each, dependsOn: (each.dependsOn ?? []).filter((other) => kept.has(other)) })),
    ],
  };
  const serialNumber = `urn:uuid:${uuidOf(JSON.stringify(bill))}`;
  return `${JSON.stringify({ ...bill, serialNumber }, null, 2)}\n`;
}

/**
 * Each entry of a licenses.txt begins with `name@version`, on the line before its licence.
 *
 * @param {string} licences
 * @returns {readonly string[]}
 */
function bundledPackages(licences) {
  return [...licences.matchAll(/^(\S+@\d+\.\d+\.\S+)\n.+$/gm)].map(([, name]) => name ?? '');
}

/**
 * `name` is without its scope in some versions of npm; the purl always has it.
 *
 * @param {Component} component
 * @returns {string}
 */
function identity({ purl, version }) {
  return `${decodeURIComponent(purl.replace(/^pkg:npm\//, '').replace(/@[^@]*$/, ''))}@${version}`;
}

/**
 * Whatever is in a bundle is shipped, even where the repository itself asks for it as a tool.
 *
 * @param {Component} component
 */
function shipped({ properties = [], ...component }) {
  const told = properties.filter(({ name }) => name !== 'cdx:npm:package:development');
  return { ...component, scope: 'required', properties: told };
}

/**
 * A UUID of the eighth version, whose bits are anybody's choice: here the content's, so that the same bill has the same number. It has to
 * have one: `actions/attest` takes nothing else for CycloneDX.
 * Source: RFC 9562, section 5.8
 *
 * @param {string} text
 * @returns {string}
 */
function uuidOf(text) {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
