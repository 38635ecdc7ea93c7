import { type Secret, secret } from '@connect-token/core';
import { formatYaml } from '@connect-token/protocol/yaml';

const HEAD = `# The account as \`connect account export\` found it: what \`connect account import\` and the first start of \`connect serve\` read.
`;

/** An export as the account file that it is. Apart from it, because a large one takes seconds, which the process that serves has not. */
export const formatExport = (content: Secret<string>): Secret<string> =>
  secret(`${HEAD}${formatYaml(JSON.parse(content.reveal()))}`);
