// A real provider on loopback:  node provider.mjs MODULES PORT HOME [PORT HOME …]
//
// MODULES is the folder of oidc-provider. One provider listens at each PORT and knows one client, at HOME. POST /_control
// changes what it does from then on: {"people": {…}} who there is and in which groups, {"change": {…}} what its tokens say,
// {"signing": "other key" | "public key as secret" | "none"} how they are signed, {"away": true} that it answers nobody,
// {"nameless": true} that no ID token comes, {"renewing": false} no refresh token. POST /_logout_token signs what it is given.
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { pathToFileURL } from 'node:url';

const [modules, ...places] = process.argv.slice(2);
const { Provider } = await import(pathToFileURL(`${modules}/oidc-provider/lib/index.js`));

const base64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const read = async (request) => {
  let body = '';
  for await (const part of request) body += part;
  return JSON.parse(body);
};

function provide(port, home) {
  const real = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...real.privateKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg: 'RS256' };
  const issuer = `http://127.0.0.1:${port}`;
  let people = {};
  let how = {};

  const signed = (header, claims) => {
    const text = (changed) => `${base64({ ...header, ...changed })}.${base64(claims)}`;
    if (how.signing === 'none') return `${text({ alg: 'none' })}.`;
    if (how.signing === 'public key as secret') {
      const pem = real.publicKey.export({ format: 'pem', type: 'spki' });
      const plain = text({ alg: 'HS256' });
      return `${plain}.${createHmac('sha256', pem).update(plain).digest('base64url')}`;
    }
    const key = how.signing === 'other key' ? other : real;
    const plain = text(how.header ?? {});
    return `${plain}.${sign('sha256', Buffer.from(plain), key.privateKey).toString('base64url')}`;
  };

  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'producflow', client_secret: 's3cret-of-at-least-32-characters!!', response_types: ['code'],
      redirect_uris: [`${home}/callback`], grant_types: ['authorization_code', 'refresh_token'],
      post_logout_redirect_uris: [new URL('/', home).href],
    }],
    jwks: { keys: [jwk] },
    pkce: { required: () => true },
    scopes: ['openid', 'email', 'profile', 'groups'],
    claims: { openid: ['sub', 'sid'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    conformIdTokenClaims: false, // claims stand in the ID token itself, as Keycloak, Entra and Okta have it
    issueRefreshToken: async () => how.renewing !== false,
    rotateRefreshToken: true,
    features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    findAccount: (_, id) => people[id] && { accountId: id, claims: () => ({ sub: id, email_verified: true, ...people[id] }) },
    ttl: { IdToken: 3600, AccessToken: 3600, RefreshToken: 86400, Session: 86400, Grant: 86400, Interaction: 600 },
    cookies: { keys: ['tests'] },
  });

  provider.use(async (ctx, next) => {
    if (ctx.path === '/_control') {
      const asked = await read(ctx.req);
      if (asked.people) people = asked.people;
      how = asked;
      ctx.status = 204;
      return;
    }
    if (ctx.path === '/_logout_token') {
      ctx.body = signed({ alg: 'RS256', typ: 'logout+jwt', kid: 'k1' }, await read(ctx.req));
      return;
    }
    if (how.away) {
      ctx.req.socket.destroy();
      return;
    }
    await next();
    if (ctx.path === '/token' && ctx.status === 200 && ctx.body.id_token && (how.change || how.signing || how.header)) {
      const [header, claims] = ctx.body.id_token.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url')));
      const changed = { ...claims, ...how.change };
      for (const name of Object.keys(changed)) if (changed[name] === null) delete changed[name];
      ctx.body = { ...ctx.body, id_token: signed(header, changed) };
    }
    if (ctx.path === '/token' && how.nameless) ctx.body = { ...ctx.body, id_token: undefined };
    if (how.issuer && ctx.path.startsWith('/.well-known')) ctx.body = { ...ctx.body, issuer: how.issuer };
  });
  return new Promise((resolve) => provider.listen(Number(port), '127.0.0.1', resolve));
}

while (places.length) await provide(...places.splice(0, 2));
console.log('up');
