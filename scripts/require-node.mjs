// The programs need `node:sqlite` and type stripping, which came with the ABI of Node 24.
const NODE_24_ABI = 137;

if (Number(process.versions.modules) < NODE_24_ABI) {
  console.error(
    [
      `Node >= 24 is needed here, and this is ${process.version} (${process.execPath}).`,
      '- Linux x64: `npm ci` installs Node 24 beside the other tools. Start programs through `npm run`',
      '  or `npx`, or put it first: export PATH="$PWD/node_modules/.bin:$PATH"',
      '- elsewhere, or after `npm ci --omit=optional`: install Node >= 24 from https://nodejs.org',
    ].join('\n'),
  );
  process.exit(1);
}
