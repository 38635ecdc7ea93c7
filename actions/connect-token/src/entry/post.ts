import { runStep } from '@connect-token/job';
import { post } from '../revoke.ts';

await runStep(post);
