import { isMainThread } from 'node:worker_threads';

// Preloaded into a process: at SIGUSR2 something breaks that nobody catches, in the way that BREAK names.
const WAYS = {
  throw: () => {
    throw breaking();
  },
  reject: () => void Promise.reject(breaking()),
  'reject-text': () => void Promise.reject('zanzibar'),
  warn: () => process.emitWarning('something is old', { type: 'DeprecationWarning', detail: 'zanzibar' }),
};

const breaking = () =>
  Object.assign(new Error('a row was refused'), { detail: 'zanzibar', headers: { a: 'zanzibar' } });

if (isMainThread) process.on('SIGUSR2', () => WAYS[process.env.BREAK]());
