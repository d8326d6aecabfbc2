// A real OpenID provider on loopback: two clients of the site, one app that asks for tokens of its API, a few accounts.
import { Provider } from "oidc-provider";
import { readFileSync } from "node:fs";

const { port, site, audience, keys, accounts } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const issuer = `http://127.0.0.1:${port}`;
const client = (id, place) => ({
  client_id: id, client_secret: "secret", redirect_uris: [`${site}/accounts/oidc/${place}/login/callback/`],
});
const person = (sub) => ({ accountId: sub, claims: () => ({ sub, ...accounts[sub] }) });

const provider = new Provider(issuer, {
  clients: [
    client("huying", "citizen"), client("huying-staff", "staff"),
    { client_id: "city-app", application_type: "native", token_endpoint_auth_method: "none", redirect_uris: ["http://127.0.0.1/back"] },
  ],
  jwks: { keys },
  cookies: { keys: ["a test's own"] },
  claims: {
    openid: ["sub"], profile: ["name", "preferred_username", "id_type", "id_no", "level"], phone: ["phone_number", "phone_number_verified"],
  },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  findAccount: (_, sub) => (sub in accounts ? person(sub) : undefined),
  extraTokenClaims: (_, token) => (token.aud === audience ? accounts[token.accountId] : undefined),
  features: {
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({ scope: "requests", audience, accessTokenFormat: "jwt", accessTokenTTL: 600 }),
    },
  },
});
provider.on("server_error", (_, error) => console.error(error));
provider.listen(port, "127.0.0.1", () => console.log("ready"));
