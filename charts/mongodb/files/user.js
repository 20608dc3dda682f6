const admin = db.getSiblingDB('admin');
const pwd = process.env.MONGODB_PASSWORD;
if (admin.getUser('souk')) admin.updateUser('souk', { pwd });
else admin.createUser({ user: 'souk', pwd, roles: ['root'] });
