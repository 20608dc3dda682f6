// The probe: the set is made when there is none yet. Its member calls itself by
// loopback, which is always found; clients connect directly.
db.getSiblingDB('admin').auth('souk', process.env.MONGODB_PASSWORD);
try {
  rs.status();
} catch (err) {
  if (err.codeName !== 'NotYetInitialized') throw err;
  rs.initiate({ _id: 'souk', members: [{ _id: 0, host: '127.0.0.1:27017' }] });
}
if (!db.hello().isWritablePrimary) quit(1);
