//! Outputs that are full, closed, or read by somebody who leaves early.

use std::{
    fs::File,
    process::{Command, Output, Stdio},
};

use crate::kit::Home;

const ADD: [&str; 6] = [
    "app",
    "add",
    "--id",
    "shop",
    "--redirect-uri",
    "http://localhost:9/cb",
];

fn full() -> File {
    File::options().write(true).open("/dev/full").unwrap()
}

/// Runs a command whose standard output is a full disk; what it says on standard error.
fn on_a_full_disk(home: &Home, arguments: &[&str]) -> String {
    let Output { status, stderr, .. } = home
        .command(arguments, &[])
        .stdout(full())
        .output()
        .unwrap();
    let said = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(1), "{arguments:?}: {said}");
    assert_eq!(said.lines().count(), 1, "{arguments:?}: {said}");
    said
}

/// Runs a command whose reader has left; its exit code and what it says on standard error.
fn with_nobody_reading(mut command: Command) -> (Option<i32>, String) {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = command.stdout(writer).output().unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn a_secret_that_cannot_be_printed_is_not_lost() {
    let home = Home::new();
    let said = on_a_full_disk(&home, &ADD);
    assert!(
        said.contains("shop is registered") && said.contains("signet app show shop"),
        "{said}"
    );
    let shown = home.done(&["app", "show", "shop"], &[]);
    assert!(shown.contains("Client secret"), "{shown}");
}

#[test]
fn every_command_says_in_one_line_that_its_output_is_full() {
    let home = Home::new();
    home.done(&ADD, &[]);
    for arguments in [
        &["app", "list"][..],
        &["app", "show", "shop"],
        &["config", "check"],
        &["config", "example"],
        &["app", "remove", "shop"],
    ] {
        let said = on_a_full_disk(&home, arguments);
        assert!(said.contains("No space left"), "{arguments:?}: {said}");
    }
    let shown = home.run(&["app", "show", "shop"], &[]);
    assert_eq!(shown.status.code(), Some(1), "it was removed all the same");
}

#[test]
fn every_command_is_quiet_when_its_reader_has_left() {
    let home = Home::new();
    for arguments in [
        &ADD[..],
        &["app", "list"],
        &["app", "show", "shop"],
        &["app", "remove", "shop"],
        &["config", "check"],
        &["config", "example"],
        &["--help"],
        &["--version"],
    ] {
        let (code, said) = with_nobody_reading(home.command(arguments, &[]));
        assert_eq!((code, said.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn no_name_and_no_argument_steers_the_terminal() {
    let home = Home::new();
    let hostile = "\u{1b}]0;TITLE\u{7}";
    let said = home.refused(
        &[
            "app",
            "add",
            "--id",
            "x",
            "--kind",
            "spa",
            "--name",
            hostile,
            "--redirect-uri",
            "https://x.example/cb",
        ],
        &[],
    );
    assert!(said.contains("without line breaks"), "{said}");
    for arguments in [
        &["app", "show", hostile][..],
        &["grant", "revoke", hostile],
        &["keys", "rotate", "--alg", hostile],
        &["app", "list", hostile],
        &[hostile],
    ] {
        let output = home.run(arguments, &[]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(
            !output.status.success() && !said.is_empty(),
            "{arguments:?}"
        );
        assert!(!said.contains(['\u{1b}', '\u{7}']), "{said:?}");
    }
}

#[test]
fn a_mistake_that_cannot_be_printed_either_leaves_its_exit_code() {
    let home = Home::new();
    for arguments in [&["app", "show", "nobody"][..], &["--config", "none.toml"]] {
        let status = home
            .command(arguments, &[])
            .stdout(full())
            .stderr(full())
            .status()
            .unwrap();
        assert_eq!(status.code(), Some(1), "{arguments:?}");
    }
}

#[tokio::test]
async fn a_server_whose_log_is_full_goes_on() {
    let home = Home::new();
    let mut child = home
        .command(&["dev", "--no-demo"], &[("SIGNET__LOG", "trace")])
        .stdin(Stdio::null())
        .stdout(full())
        .stderr(full())
        .spawn()
        .unwrap();
    let client = reqwest::Client::new();
    let mut tries = 0;
    let status = loop {
        if let Ok(answer) = client.get(home.url("/sign-in")).send().await {
            break answer.status();
        }
        tries += 1;
        assert!(tries < 1_200, "it does not answer");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    };
    let running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(running && status == 200, "{status}");
}
