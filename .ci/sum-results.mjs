// node sum-results.mjs <kind>:<exit status>:<result file> … prints "N passed, N failed, N skipped" over all runners.
// Kinds: vitest (its JSON report), junit (PHPUnit's log), status (no report: a bad exit status is one failure).
import { readFileSync } from 'node:fs'

const readers = { vitest: readVitest, junit: readJunit, status: () => ({ passed: 0, failed: 0, skipped: 0 }) }

function readVitest(text) {
  const report = JSON.parse(text)
  // A file that could not even be loaded has no test to its name.
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

function readJunit(text) {
  const suite = /<testsuite [^>]*>/.exec(text)?.[0]
  if (!suite) throw new Error('no test suite in it')
  const count = (name) => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1] ?? 0)
  const failed = count('errors') + count('failures') + count('warnings')
  return { passed: count('tests') - failed - count('skipped'), failed, skipped: count('skipped') }
}

function sumRunner(argument) {
  const [kind, status, ...path] = argument.split(':')
  try {
    const counts = readers[kind](kind === 'status' ? '' : readFileSync(path.join(':'), 'utf8'))
    if (Object.values(counts).some((count) => !Number.isInteger(count))) throw new Error('counts are missing')
    return status !== '0' && counts.failed === 0 ? { ...counts, failed: 1 } : counts
  } catch (error) {
    console.error(`No result from ${argument}: ${error.message}`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

const total = { passed: 0, failed: 0, skipped: 0 }
for (const counts of process.argv.slice(2).map(sumRunner)) {
  for (const key of Object.keys(total)) total[key] += counts[key]
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exit(total.failed === 0 ? 0 : 1)
