//! `signet session`.

use crate::kit::Home;

#[test]
fn who_is_signed_in_is_listed_and_what_is_not_there_cannot_be_ended() {
    let home = Home::new();
    let said = home.done(&["session", "list"], &[]);
    assert_eq!(said, "Nobody is signed in.\n");
    for (arguments, words) in [
        (
            &["session", "end", "nonsense"][..],
            "no live session with the id",
        ),
        (
            &["session", "end", "BQUFBQUFBQUFBQUFBQUFBQ"],
            "no live session with the id",
        ),
        (
            &["session", "end", "--user", "ada@example.com"],
            "Nobody has the address",
        ),
        (
            &["session", "list", "--user", "a@b@c"],
            "not an e-mail address",
        ),
    ] {
        let said = home.refused(arguments, &[]);
        assert!(said.contains(words), "{said}");
    }
    let said = home.done(&["session", "end", "--user", "ada"], &[]);
    assert!(
        said.contains("0 sessions ended, 0 grants revoked"),
        "{said}"
    );
}
