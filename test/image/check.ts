import { runAndCount } from '../run-and-count.ts';

// `npm run image:check`: builds the image and runs it as Kubernetes would. Prints its size, start times and memory.
await runAndCount(['test/image/image.check.ts']);
