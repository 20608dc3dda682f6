/** Tells at once; Jest keeps what a test logs until the whole file ends. */
export const say = (text: string): void => {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
};
