/** Tells how each test ended as it ends; Jest's own reporters wait for the whole file. */
module.exports = class Progress {
  onTestCaseResult(_test, { status, title, duration, failureMessages }) {
    const seconds = Math.round((duration ?? 0) / 1_000);
    process.stderr.write(`   ${status} in ${seconds} s: ${title}\n`);
    for (const message of failureMessages)
      process.stderr.write(`${message.slice(0, 2_000)}\n`);
  }
};
