//! What people read in an answer is in the language of the request; what programs read is the same in
//! every language.

use axum::{
    body::Body,
    http::{HeaderValue, Method, header},
};
use serde_json::{Value, json};

use super::{
    caller::{Api, done, give_machine_role, machine_token, managed, managed_also},
    document::assert_described,
};
use crate::kit::{Answer, World, on_both};

on_both! {
    the_language_is_the_one_that_is_asked_for_and_english_otherwise,
    of_a_member_that_does_not_fit_every_sentence_is_french_and_nothing_else_changes,
    whatever_is_refused_is_refused_in_french,
    who_is_too_fast_is_told_so_in_french,
    what_is_broken_is_told_in_french,
    an_answer_that_tells_no_sentence_is_the_same_in_every_language,
    where_the_file_declares_something_is_told_in_french,
    why_somebody_cannot_sign_in_is_told_in_french,
}

const FRENCH: &[u8] = b"fr";

/// A call in this language.
async fn said(api: &Api, call: (Method, &str), body: Value, language: &[u8]) -> Answer {
    let (method, path) = call;
    let mut request = api
        .request(method.clone(), path)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    let language = HeaderValue::from_bytes(language).unwrap();
    request
        .headers_mut()
        .insert(header::ACCEPT_LANGUAGE, language);
    let answer = api.world.send(request).await;
    if method != Method::HEAD && answer.header("content-type") != Some("text/plain; charset=utf-8")
    {
        assert_described(&api.world, &method, path, &answer);
    }
    answer
}

/// The same call in English and in French: of the same status and code. The message in French.
async fn french(api: &Api, call: (Method, &str), body: Value) -> String {
    let english = said(api, call.clone(), body.clone(), b"en").await;
    let french = said(api, call, body, FRENCH).await;
    assert_eq!(french.status, english.status, "{}", french.body);
    assert_eq!(french.json()["code"], english.json()["code"]);
    assert_eq!(english.header("content-language"), Some("en"));
    assert_eq!(french.header("content-language"), Some("fr"));
    for answer in [&english, &french] {
        assert_eq!(answer.header("vary"), Some("accept-language"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    let length = french.header("content-length");
    let own = french.body.len().to_string();
    assert!(length.is_none_or(|length| length == own), "{length:?}");
    assert_ne!(french.json()["message"], english.json()["message"]);
    french.json()["message"].as_str().unwrap().to_owned()
}

async fn the_language_is_the_one_that_is_asked_for_and_english_otherwise(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let endless = "xx,".repeat(100_000) + "fr";
    for (asked, told) in [
        (&b"fr"[..], "fr"),
        (b"FR", "fr"),
        (b"fr-CA, en;q=0.5", "fr"),
        (b"de, fr;q=0.2", "fr"),
        (b"en;q=0.8, fr;q=0.9", "fr"),
        (b"en, fr;q=0.9", "en"),
        (b"de", "en"),
        (b"fr;q=0", "en"),
        (b"*", "en"),
        (b"", "en"),
        (b",,;;q=,\xff", "en"),
        (b"frr", "en"),
        (endless.as_bytes(), "en"),
    ] {
        let answer = said(&api, (Method::GET, "/roles/x"), json!({}), asked).await;
        let asked = String::from_utf8_lossy(&asked[..asked.len().min(40)]).into_owned();
        assert_eq!(answer.status, 404, "{asked}");
        assert_eq!(answer.json()["code"], "entity.not_exists_with_id");
        assert_eq!(answer.header("content-language"), Some(told), "{asked}");
        let message = match told {
            "fr" => "Rien ne porte cet identifiant.",
            _ => "There is nothing with this id.",
        };
        assert_eq!(answer.json()["message"], message, "{asked}");
    }
    let silent = api.get("/roles/x").await;
    assert_eq!(silent.json()["message"], "There is nothing with this id.");
    assert_eq!(silent.header("content-language"), Some("en"));
}

async fn of_a_member_that_does_not_fit_every_sentence_is_french_and_nothing_else_changes(
    world: World,
) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let new = json!({"primaryPhone": "x"});
    let answer = said(&api, (Method::POST, "/users"), new, FRENCH).await;
    let why = "ne doit contenir que des chiffres, en commençant par l’indicatif du pays";
    assert_eq!(answer.status, 400);
    assert_eq!(
        answer.json(),
        json!({
            "code": "guard.invalid_input",
            "message": format!("primaryPhone\u{a0}: {why}"),
            "details": format!(
                "Erreur au chemin «\u{a0}primaryPhone\u{a0}»\u{a0}: (custom) {why}"
            ),
            "data": {"name": "ZodError", "issues": [
                {"code": "custom", "path": ["primaryPhone"], "message": why},
            ]},
        })
    );
    // What serde says of the body.
    let new = json!({"name": 7});
    let answer = said(&api, (Method::POST, "/users"), new, FRENCH).await;
    let message = "name\u{a0}: type incorrect\u{a0}: un nombre entier au lieu de un texte";
    assert_eq!(answer.json()["message"], message);
    assert_eq!(answer.json()["data"]["issues"][0]["path"], json!(["name"]));
    // What comes from whoever calls stays as it is.
    let hostile = "\", which is missing. It stands in {~why}";
    let path = "/applications";
    let new = json!({"name": "x", "type": "SPA", "oidcClientMetadata": {
        "redirectUris": [hostile], "postLogoutRedirectUris": [],
    }});
    let english = said(&api, (Method::POST, path), new.clone(), b"en").await;
    let answer = said(&api, (Method::POST, path), new, FRENCH).await;
    assert_eq!(answer.status, 400, "{}", answer.body);
    let message = answer.json()["message"].as_str().unwrap().to_owned();
    assert!(message.contains(&format!("{hostile:?}")), "{message}");
    assert!(
        message.contains("qui contient un caractère qu’une URI ne peut pas contenir"),
        "{message}"
    );
    assert_eq!(
        answer.json()["data"]["issues"][0]["path"],
        english.json()["data"]["issues"][0]["path"]
    );
}

async fn whatever_is_refused_is_refused_in_french(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let nobody = Api {
        authorization: None,
        ..api.clone()
    };
    let roles = (Method::GET, "/roles");
    let message = french(&nobody, roles.clone(), json!({})).await;
    assert_eq!(message, "L’en-tête Authorization est absent.");
    let stranger = Api::with(&world, "x");
    french(&stranger, roles.clone(), json!({})).await;
    let idle = machine_token(&world, "idle", oidc_core::indicator::MANAGEMENT, "all").await;
    let message = french(&Api::with(&world, &idle), roles, json!({})).await;
    assert!(message.starts_with("Accès "), "{message}");
    // 422, 412, 413 and a body of another kind.
    let new = json!({"name": "Reader", "description": "x"});
    let message = french(&api, (Method::POST, "/roles"), new).await;
    assert_eq!(message, "Un rôle porte déjà ce nom.");
    let own = done(&api.get("/roles?search=Reader").await, 200);
    let path = format!("/roles/{}", own[0]["id"].as_str().unwrap());
    let stale = api.if_match("\"x\"");
    let change = json!({"description": "y"});
    let message = french(&stale, (Method::PATCH, &path), change).await;
    assert!(!message.is_empty());
    let large = json!({"name": "x".repeat(100_000)});
    let message = french(&api, (Method::POST, "/roles"), large).await;
    assert_eq!(message, "La demande est trop volumineuse.");
    let request = api.request(Method::POST, "/roles");
    let request = request
        .header(header::ACCEPT_LANGUAGE, "fr")
        .header(header::CONTENT_TYPE, "text/xml");
    let answer = world.send(request.body(Body::from("<x>")).unwrap()).await;
    assert_eq!(answer.status, 400);
    let message = "doit être envoyé en application/json";
    assert_eq!(answer.json()["message"], message);
    // Programs compare the plain text of an address or a method that is none.
    for (method, path, told) in [
        (Method::GET, "/nothing", "404 Not Found\n"),
        (Method::POST, "/status", "405 Method Not Allowed\n"),
    ] {
        let answer = said(&api, (method, path), json!({}), FRENCH).await;
        assert_eq!(answer.body, told);
        assert_eq!(answer.header("content-language"), None);
    }
    // HEAD is answered as GET is, without the body.
    let head = said(&api, (Method::HEAD, "/roles/x"), json!({}), FRENCH).await;
    let get = said(&api, (Method::GET, "/roles/x"), json!({}), FRENCH).await;
    assert_eq!((head.status, &*head.body), (get.status, ""));
    assert_eq!(head.header("content-language"), Some("fr"));
    let length = head.header("content-length");
    let own = get.body.len().to_string();
    assert!(length.is_none_or(|length| length == own), "{length:?}");
}

async fn who_is_too_fast_is_told_so_in_french(world: World) {
    let limits = "[limits]\napi_calls_per_client = \"1/1h\"\n";
    let (world, _folder) = managed_also(world, limits).await;
    let api = Api::of(&world).await;
    done(&api.get("/roles").await, 200);
    let answer = said(&api, (Method::GET, "/roles"), json!({}), FRENCH).await;
    assert_eq!(answer.status, 429);
    assert_eq!(answer.json()["code"], "request.too_many_requests");
    assert_eq!(answer.header("content-language"), Some("fr"));
    assert!(answer.header("retry-after").is_some());
}

async fn what_is_broken_is_told_in_french(world: World) {
    let (world, _folder) = managed(world).await;
    give_machine_role(&world, "idle").await;
    let api = Api::of(&world).await;
    world.sql("drop table milestones").await;
    let path = "/signet/applications/robot/milestones";
    let answer = said(&api, (Method::GET, path), json!({}), FRENCH).await;
    assert_eq!(answer.status, 500, "{}", answer.body);
    let told = json!({"message": "Erreur interne du serveur."});
    assert_eq!(answer.json(), told);
    assert_eq!(answer.header("content-language"), Some("fr"));
}

async fn an_answer_that_tells_no_sentence_is_the_same_in_every_language(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let roles = (Method::GET, "/roles");
    let english = said(&api, roles.clone(), json!({}), b"en").await;
    let french = said(&api, roles.clone(), json!({}), FRENCH).await;
    assert_eq!(english.body, french.body);
    assert_eq!(english.header("etag"), french.header("etag"));
    assert_eq!(french.header("content-language"), None);
    assert_eq!(french.header("vary"), english.header("vary"));
    let request = api
        .request(Method::GET, "/roles")
        .header(header::ACCEPT_LANGUAGE, "fr")
        .header(header::IF_NONE_MATCH, english.header("etag").unwrap());
    let unchanged = world.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(unchanged.status, 304);
}

async fn where_the_file_declares_something_is_told_in_french(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let call = (Method::PATCH, "/applications/robot");
    let answer = said(&api, call, json!({"name": "x"}), FRENCH).await;
    assert_eq!(answer.status, 422, "{}", answer.body);
    assert_eq!(answer.json()["code"], "application.declared_in_file");
    let message = answer.json()["message"].as_str().unwrap().to_owned();
    let begins = "Cette application est déclarée dans le fichier de configuration. \
        Modifiez-la dans ce fichier.";
    assert!(message.starts_with(begins), "{message}");
    if let Some(place) = answer.json()["data"]["declaredAt"].as_str() {
        assert!(
            message.ends_with(&format!(" L’endroit est {place}.")),
            "{message}"
        );
    }
}

async fn why_somebody_cannot_sign_in_is_told_in_french(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let call = (Method::POST, "/signet/explain-sign-in");
    let question = json!({"identifier": "ada@example.com", "applicationId": "nothing"});
    let english = said(&api, call.clone(), question.clone(), b"en").await;
    let french = said(&api, call, question, FRENCH).await;
    assert_eq!(french.status, 200, "{}", french.body);
    assert_eq!(french.header("content-language"), Some("fr"));
    assert_eq!(french.header("vary"), Some("accept-language"));
    let sentence = "ada@example.com ne peut pas se connecter\u{a0}: Aucune application ne porte \
        l’identifiant \"nothing\".";
    assert_eq!(french.json()["sentence"], sentence);
    let (french, english) = (french.json(), english.json());
    assert_eq!(french["firstFailing"], english["firstFailing"]);
    let pairs = french["checks"].as_array().unwrap().iter();
    for (french, english) in pairs.zip(english["checks"].as_array().unwrap()) {
        assert_eq!(french["verdict"], english["verdict"]);
        assert_ne!(french["because"], english["because"]);
    }
}
