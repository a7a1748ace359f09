import type { Command } from 'commander';
import type { FeedbackExample } from '../contract/feedback.ts';
import { type ServiceOptions, withServiceOptions } from './find-service.ts';
import { readPages, withService } from './with-service.ts';

export function registerFeedback(program: Command): void {
  const group = program.command('feedback').description('what people say of answers');
  withServiceOptions(group.command('export'))
    .description('print feedback with the message it is about as JSON lines, to be reviewed before it trains anything')
    .option('--wrong-only', 'only where another intent was said to be right')
    .action(async ({ wrongOnly, ...options }: ServiceOptions & { wrongOnly?: boolean }) => {
      await withService(options, async (call) => {
        for await (const example of readPages<FeedbackExample>(call, '/api/v1/feedback', {})) {
          if (wrongOnly === true && example.right_intent === undefined) continue;
          process.stdout.write(`${JSON.stringify(example)}\n`);
        }
      });
    });
}
