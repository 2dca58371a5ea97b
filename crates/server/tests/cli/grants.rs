//! `signet grant`.

use crate::kit::Home;

#[test]
fn what_was_granted_is_listed_and_revoked_in_the_words_of_the_command() {
    let home = Home::new();
    let none = home.done(&["grant", "list"], &[]);
    assert_eq!(none, "There is no such grant.\n");
    let nothing = home.done(
        &["grant", "revoke", "--user", "ada", "--client", "shop"],
        &[],
    );
    assert_eq!(nothing, "There was nothing to revoke.\n");
    let unknown = home.refused(&["grant", "list", "--user", "ada@example.com"], &[]);
    assert!(unknown.contains("ada@example.com"), "{unknown}");
    let id = "AAAAAAAAAAAAAAAAAAAAAA";
    let unknown = home.refused(&["grant", "revoke", id], &[]);
    assert!(unknown.contains(id), "{unknown}");
}

#[test]
fn a_revocation_names_a_grant_or_a_person_and_an_application() {
    let home = Home::new();
    for arguments in [
        &["grant", "revoke"][..],
        &["grant", "revoke", "--user", "ada"],
        &["grant", "revoke", "--client", "shop"],
        &["grant", "revoke", "short"],
        &[
            "grant",
            "revoke",
            "AAAAAAAAAAAAAAAAAAAAAA",
            "--user",
            "ada",
            "--client",
            "shop",
        ],
    ] {
        let output = home.run(arguments, &[]);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn a_third_party_application_can_be_registered_by_command_and_in_the_file() {
    let home = Home::new();
    home.configure(
        "[[applications]]\nid = \"x\"\nkind = \"spa\"\nthird_party = true\n\
         redirect_uris = [\"https://x.example/cb\"]\n",
    );
    assert!(home.done(&["config", "check"], &[]).contains("is good"));
    let uri = ["--redirect-uri", "http://localhost:9/cb"];
    let add = [&["app", "add", "--id", "club", "--third-party"], &uri[..]].concat();
    assert!(home.done(&add, &[]).contains("Third party"));
    assert!(
        home.done(&["app", "show", "club"], &[])
            .contains("people are asked for consent")
    );
}
