import { Document, isScalar, Scalar, visit } from 'yaml';

/** Line breaks that YAML or an editor makes others of, and what can't be seen. */
const FRAGILE =
  /[^\n\u0020-\u007E\u00A0-\uD7FF\uE000-\uFDCF\uFDF0-\uFFFD\u{10000}-\u{10FFFF}]|[\u2028\u2029]|[ \t]\n|\n[ \t]|^\s|\s$/u;

/**
 * YAML 1.2 of plain values, one way for each value, so that two files of one content are the same text. Every text is read back as it
 * is: one whose space or line breaks a block would change, or that steers a terminal, stands in double quotes.
 */
export function formatYaml(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, node) => {
      if (isScalar(node) && typeof node.value === 'string' && FRAGILE.test(node.value))
        node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0 });
}
