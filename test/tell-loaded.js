// Preloaded into a process of a test: says on stderr which modules of OpenTelemetry's SDK it loads. (Its API is small, and prom-client loads it anyway.)
import { registerHooks } from 'node:module';

registerHooks({
  load(url, context, next) {
    if (/\/@opentelemetry\/(sdk|otlp|exporter|resources)/.test(url)) process.stderr.write(`loaded ${url}\n`);
    return next(url, context);
  },
});
