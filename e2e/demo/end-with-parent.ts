const graceMs = 20_000

// Preloaded into the relay: a kill -9 of the demo gives no signal, but it closes the channel between the two.
process.on('disconnect', () => {
  process.kill(process.pid, 'SIGTERM')
  setTimeout(() => process.exit(1), graceMs).unref()
})
