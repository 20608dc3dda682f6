import { readConfig, ServiceConfig } from '../../src/config/config';

const complete = {
  PORT: '8080',
  POD_NAME: 'products-0',
  DAPR_HTTP_PORT: '3500',
  DAPR_API_TOKEN: 'dapr-token-0123456789',
  APP_API_TOKEN: 'app-token-0123456789',
};

const refusal = (env: NodeJS.ProcessEnv): string => {
  try {
    readConfig(ServiceConfig, env);
  } catch (err) {
    return (err as Error).message;
  }
  throw new Error('the configuration was accepted');
};

describe('the configuration', () => {
  it('is parsed into typed values with defaults', () => {
    expect(readConfig(ServiceConfig, complete)).toEqual({
      ...complete,
      PORT: 8080,
      DAPR_HTTP_PORT: 3500,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
    });
  });

  it('is refused with every invalid variable named, and never a value', () => {
    const message = refusal({
      ...complete,
      PORT: 'eighty-eighty',
      DAPR_API_TOKEN: 'too-short-abc',
      LOG_LEVEL: 'loudest',
    });
    expect(message).toContain('PORT');
    expect(message).toContain('DAPR_API_TOKEN');
    expect(message).toContain('LOG_LEVEL');
    for (const value of ['eighty-eighty', 'too-short-abc', 'loudest'])
      expect(message).not.toContain(value);
  });

  it('names the injector when there is no sidecar', () => {
    const message = refusal({ ...complete, DAPR_HTTP_PORT: undefined });
    expect(message).toMatch(/DAPR_HTTP_PORT: is not set.*injector/);
    expect(message).not.toContain('NaN');
  });

  it.each([
    'PORT',
    'POD_NAME',
    'DAPR_HTTP_PORT',
    'DAPR_API_TOKEN',
    'APP_API_TOKEN',
  ])('has no default for %s', (name) => {
    expect(refusal({ ...complete, [name]: undefined })).toContain(name);
  });
});
