"""A web shop on the published authlib, unmodified: one sign-in by code, PKCE, state and nonce, all
that may be done with its tokens, and a second sign-in. Reads its registration as one line of JSON;
prints the address where a sign-in begins, and then, once somebody has come back, what came of it, one
line of JSON each."""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

import httpx2
from authlib.common.security import generate_token
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet

given = json.loads(sys.stdin.readline())
metadata = httpx2.get(f"{given['issuer']}/.well-known/openid-configuration").json()


def say(value):
    print(json.dumps(value), flush=True)


def keys():
    return KeySet.import_key_set(httpx2.get(metadata["jwks_uri"]).json())


def as_client(id, **settings):
    """The client of this id, which proves itself with its secret."""
    return OAuth2Client(
        id,
        given["secrets"][id],
        token_endpoint=metadata["token_endpoint"],
        **settings,
    )


def id_token(tokens, nonce):
    """The claims of an ID token, checked as OIDC Core §3.1.3.7 asks."""
    algorithms = metadata["id_token_signing_alg_values_supported"]
    decoded = jwt.decode(tokens["id_token"], keys(), algorithms=algorithms)
    claims = CodeIDToken(
        decoded.claims,
        decoded.header,
        {"iss": {"values": [metadata["issuer"]]}},
        {
            "nonce": nonce,
            "client_id": "shop",
            "access_token": tokens["access_token"],
        },
    )
    claims.validate()
    return dict(claims)


def access_token(text):
    """The claims of an access token, checked as RFC 9068 §4 asks."""
    decoded = jwt.decode(text, keys(), algorithms=["ES256"])
    expected = jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": metadata["issuer"]},
        aud={"essential": True, "value": given["resource"]},
        exp={"essential": True},
    )
    expected.validate(decoded.claims)
    return {"header": decoded.header, "claims": decoded.claims}


def come_back():
    """Waits for the browser; the address it came back to."""
    address = urlsplit(given["redirect_uri"])
    came = []

    class Callback(BaseHTTPRequestHandler):
        def do_GET(self):
            came.append(f"http://{self.headers['host']}{self.path}")
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"back")

        def log_message(self, *_):
            pass

    server = HTTPServer((address.hostname, address.port), Callback)
    server.handle_request()
    server.server_close()
    return came[0]


def introspect(id, token):
    api = as_client(id)
    return api.introspect_token(metadata["introspection_endpoint"], token=token).json()


def sign_in():
    """One sign-in from beginning to end; the client with its tokens, and these."""
    scope = "openid email offline_access read:books"
    client = as_client(
        "shop",
        scope=scope,
        redirect_uri=given["redirect_uri"],
        code_challenge_method="S256",
    )
    verifier, nonce = generate_token(48), generate_token(20)
    url, state = client.create_authorization_url(
        metadata["authorization_endpoint"],
        code_verifier=verifier,
        nonce=nonce,
        resource=given["resource"],
    )
    say({"begin": url})
    tokens = client.fetch_token(
        authorization_response=come_back(), state=state, code_verifier=verifier
    )
    say({"signed_in": {"tokens": tokens, "claims": id_token(tokens, nonce)}})
    return client, tokens


def main():
    client, tokens = sign_in()
    userinfo = client.get(metadata["userinfo_endpoint"])
    say({"userinfo": userinfo.json()})

    before = tokens["refresh_token"]
    refreshed = client.refresh_token(resource=given["resource"], scope="read:books")
    told = access_token(refreshed["access_token"])
    say({"refreshed": {"before": before, "tokens": refreshed, "told": told}})

    opened = refreshed["access_token"]
    say({"introspected": introspect("books-api", opened)})
    client.revoke_token(
        metadata["revocation_endpoint"],
        token=refreshed["refresh_token"],
        token_type_hint="refresh_token",
    )
    say({"revoked": introspect("books-api", opened)})
    try:
        client.refresh_token(refresh_token=refreshed["refresh_token"])
        say({"refused": None})
    except OAuthError as error:
        say({"refused": error.error})

    machine = as_client("importer")
    got = machine.fetch_token(
        grant_type="client_credentials",
        resource=given["resource"],
        scope="read:books write:books",
    )
    say({"machine": {"tokens": got, "told": access_token(got["access_token"])}})

    sign_in()


main()
