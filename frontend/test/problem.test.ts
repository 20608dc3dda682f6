import { problemOfAnswer } from '../src/lib/problem';

const refused = (status: number, body: unknown) =>
  problemOfAnswer({ status, headers: new Headers() }, body);

test('people are told what is wrong, not the name of a status', () => {
  expect(
    refused(401, {
      title: 'Unauthorized',
      detail: 'The password is wrong',
    }),
  ).toMatchObject({
    title: 'The password is wrong',
    message: 'The password is wrong',
  });
  expect(
    refused(503, { title: 'Service Unavailable', traceId: 'ab' }),
  ).toMatchObject({
    title: 'This does not work right now',
    message: expect.stringContaining('try again') as string,
    reference: 'ab',
  });
  expect(refused(404, undefined)).toMatchObject({
    title: 'Something went wrong',
  });
});
