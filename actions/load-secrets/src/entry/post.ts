import { runStep } from '@connect-token/job';
import { post } from '../give-back.ts';

await runStep(post);
