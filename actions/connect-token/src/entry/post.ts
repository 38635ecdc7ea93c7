import { runStep } from '../report.ts';
import { post } from '../revoke.ts';

await runStep(post);
