import { runStep } from '@connect-token/job';
import { post } from '../post.ts';

await runStep(post);
