import fc from 'fast-check';

/** Text of any code points, lone surrogates included, with many of those that steer terminals. (fast-check's own takes a second to set up.) */
export const anyText = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof(fc.integer({ min: 0, max: 0xff }), fc.integer({ min: 0, max: 0x10ffff })), { maxLength })
    .map((points) => String.fromCodePoint(...points));
