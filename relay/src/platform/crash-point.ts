let armed: string | null = null

/** Arms one crash point of the fault tests; `main.ts` does it where `CRASH_AT` names one. */
export function armCrashPoint(name: string | null): void {
  armed = name
}

/** Dies as by kill -9 where the armed point is reached. */
export function crashPoint(name: string): void {
  if (armed === name) process.kill(process.pid, 'SIGKILL')
}
