// Loaded before the service: each SIGUSR2 puts its wall clock an hour ahead, as a wrong time server would.
let aheadMs = 0;
const realNow = Date.now;
Date.now = () => realNow() + aheadMs;
process.on('SIGUSR2', () => {
  aheadMs += 3_600_000;
});
