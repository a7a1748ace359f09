// Ends with 0 when the process of this container is alive, whichever role it has: all listen on the same port.
import { get } from 'node:http';

const port = process.env.LEARNFLOW_PORT ?? '8080';
const request = get({ host: '127.0.0.1', port, path: '/livez', timeout: 2_500 }, ({ statusCode }) => {
  process.exit(statusCode === 200 ? 0 : 1);
});
request.on('timeout', () => process.exit(1));
request.on('error', () => process.exit(1));
