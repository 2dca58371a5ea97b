//! `signet admin`, and what a start says of the first administrator.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use crate::kit::{Home, get};

fn done(home: &Home, arguments: &[&str]) -> String {
    home.done(&[&["admin"], arguments].concat(), &[])
}

fn refused(home: &Home, arguments: &[&str]) -> String {
    home.refused(&[&["admin"], arguments].concat(), &[])
}

const LAST: &str = "This is the last administrator, without whom nobody could manage this instance: \
    make somebody else one first, for example with `signet admin add`.\n";

#[test]
fn administrators_are_made_listed_and_ended_and_the_last_one_stays() {
    let home = Home::new();
    assert_eq!(
        done(&home, &["list"]),
        "There is no administrator yet: `signet admin code` prints a link that makes the first one.\n"
    );
    assert_eq!(
        refused(&home, &["add", "ada@example.com"]),
        "There is no account \"ada@example.com\": make it with `signet user add --email \
         ada@example.com` first.\n"
    );
    for email in ["ada@example.com", "bob@example.com"] {
        home.done(&["user", "add", "--email", email], &[]);
    }
    let said = done(&home, &["add", "Ada@Example.com"]);
    assert_eq!(said, "Ada@Example.com is an administrator now.\n");
    let said = done(&home, &["add", "ada@example.com"]);
    assert_eq!(said, "ada@example.com was an administrator already.\n");
    // By no path does the last one go.
    let ada = "ada@example.com";
    for command in [
        &["admin", "remove", ada][..],
        &["role", "unassign", "administrator", "--user", ada],
        &["user", "remove", ada],
        &["user", "set", ada, "--suspended", "true"],
    ] {
        assert_eq!(home.refused(command, &[]), LAST, "{command:?}");
    }
    assert_eq!(
        done(&home, &["remove", "bob@example.com"]),
        "bob@example.com was no administrator.\n"
    );
    done(&home, &["add", "bob@example.com"]);
    let list = done(&home, &["list"]);
    let lines: Vec<&str> = list.lines().collect();
    assert_eq!(lines.len(), 3, "{list}");
    assert!(
        lines[0].starts_with("ID  ") && lines[1].contains(ada),
        "{list}"
    );
    assert!(lines[2].contains("bob@example.com"), "{list}");
    assert_eq!(
        done(&home, &["remove", ada]),
        "ada@example.com is an administrator no more.\n"
    );
    assert_eq!(refused(&home, &["remove", "bob@example.com"]), LAST);
}

#[test]
fn a_code_makes_the_first_administrator_or_signs_one_in() {
    let home = Home::new();
    let said = done(&home, &["code"]);
    let first =
        "This makes the first administrator, once and within 24 hours. Show it to nobody else.";
    assert!(said.starts_with(first), "{said}");
    let url = home.url("/setup");
    let link = said.lines().find(|line| line.contains("/setup#")).unwrap();
    let code = link.split('#').nth(1).unwrap();
    assert_eq!(link.trim(), format!("{url}#{code}"));
    assert!(said.ends_with(&format!("Or open {url} and type the code:\n\n  {code}\n")));
    home.done(&["user", "add", "--email", "ada@example.com"], &[]);
    done(&home, &["add", "ada@example.com"]);
    let said = done(&home, &["code"]);
    let first =
        "This signs ada@example.com in, once and within 10 minutes. Show it to nobody else.";
    assert!(
        said.starts_with(first) && said.contains("/recover#"),
        "{said}"
    );
    assert!(done(&home, &["code", "Ada@example.com"]).contains("/recover#"));
    assert_eq!(
        refused(&home, &["code", "bob@example.com"]),
        "\"bob@example.com\" is no administrator: `signet admin list` shows them all.\n"
    );
    home.done(&["user", "add", "--email", "bob@example.com"], &[]);
    done(&home, &["add", "bob@example.com"]);
    assert_eq!(
        refused(&home, &["code"]),
        "Say whose: `signet admin list` shows them all.\n"
    );
    home.done(
        &["user", "set", "bob@example.com", "--suspended", "true"],
        &[],
    );
    let said = refused(&home, &["code", "bob@example.com"]);
    assert!(said.contains("is suspended: `signet user set"), "{said}");
}

#[test]
fn where_the_configuration_names_administrators_there_is_no_code() {
    let home = Home::new();
    home.configure("[console]\nadministrators = [\"ops@example.com\"]\n");
    let said = refused(&home, &["code"]);
    assert!(
        said.contains("console.administrators says who they are"),
        "{said}"
    );
    let list = done(&home, &["list"]);
    assert_eq!(
        list,
        "There is no administrator yet.\n\nNamed in the configuration, for when they sign in:\n\
         ops@example.com\n"
    );
}

/// They would be one again with their next sign-in.
#[test]
fn whom_the_configuration_names_stays_until_it_does_not() {
    let home = Home::new();
    for email in ["ops@example.com", "bob@example.com"] {
        home.done(&["user", "add", "--email", email], &[]);
        done(&home, &["add", email]);
    }
    home.configure("[console]\nadministrators = [\"Ops@example.com\"]\n");
    let said = refused(&home, &["remove", "ops@example.com"]);
    assert!(
        said.contains("console.administrators names them, in signet.toml:2"),
        "{said}"
    );
    done(&home, &["remove", "bob@example.com"]);
    home.configure("");
    home.done(&["user", "add", "--email", "eve@example.com"], &[]);
    done(&home, &["add", "eve@example.com"]);
    done(&home, &["remove", "ops@example.com"]);
}

/// T-70: a log is read by others, now and later.
#[tokio::test(flavor = "multi_thread")]
async fn t_70_a_start_prints_no_code_but_on_a_terminal_and_else_the_command() {
    let home = Home::new();
    let url = home.url("");
    let production = [
        ("SIGNET__PUBLIC_URL", &*url),
        ("SIGNET__EMAIL__CONNECTOR", "smtp"),
        ("SIGNET__EMAIL__SMTP__HOST", "localhost"),
        ("SIGNET__EMAIL__SMTP__FROM", "a@example.com"),
    ];
    for (arguments, variables) in [(&["--no-demo"][..], &[][..]), (&["serve"], &production)] {
        let mut running = home.start(arguments, variables);
        if arguments == ["serve"] {
            running.wait_for("signet admin code");
        } else {
            running.wait_for("Data");
        }
        let said = running.said_so_far().join("\n");
        assert!(said.contains("`signet admin code`"), "{said}");
        assert!(!said.contains("/setup#"), "{said}");
        running.stop();
    }
    let (mut script, said) = on_a_terminal(&home).await;
    let link = said.lines().find(|line| line.contains("/setup#"));
    let link = link.expect("a terminal gets the link");
    assert!(link.contains(&home.url("/setup#")), "{link}");
    assert_eq!(get(&home.url("/setup")).await.0, 200);
    end(&mut script);
    let url = home.url("/setup");
    let gone = reqwest::get(&url).await;
    assert!(gone.is_err(), "the server ends with its terminal");
}

/// Who may come in is settled then: no link, and no command that would refuse to print one.
#[tokio::test(flavor = "multi_thread")]
async fn a_start_prints_no_link_where_the_configuration_names_administrators() {
    let home = Home::new();
    home.configure("[console]\nadministrators = [\"ops@example.com\"]\n");
    let (mut script, said) = on_a_terminal(&home).await;
    let status = get(&home.url("/setup")).await.0;
    end(&mut script);
    assert!(said.contains(&home.url("/console")), "{said}");
    for part in ["/setup", "admin code", "Administrator"] {
        assert!(!said.contains(part), "{part}: {said}");
    }
    assert_eq!(status, 404);
}

/// Starts `signet dev` on a terminal, which `script` is; with all that it prints until it is ready.
async fn on_a_terminal(home: &Home) -> (Child, String) {
    let command = format!("exec {} dev --no-demo", env!("CARGO_BIN_EXE_signet"));
    let mut script = home.command_of("script", &["-qefc", &command, "/dev/null"], &[]);
    script.env("PATH", "/usr/bin:/bin").env("SHELL", "/bin/sh");
    let mut child = script
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = child.stdout.take().unwrap();
    let read = tokio::task::spawn_blocking(move || {
        let (mut output, mut said) = (BufReader::new(output), String::new());
        // The last line of the banner.
        while !said.contains("\n  Data ") {
            let length = output.read_line(&mut said).unwrap();
            assert!(length > 0, "it ended: {said}");
        }
        (output.into_inner(), said)
    });
    let (output, said) = read.await.unwrap();
    // Were it closed, `script` would end with the next line.
    child.stdout = Some(output);
    (child, said)
}

/// Told to end, `script` ends what runs in it; killed, it would leave it behind.
fn end(script: &mut Child) {
    let id = script.id().to_string();
    let told = Command::new("kill").args(["-TERM", &id]).status();
    assert!(told.unwrap().success());
    script.wait().unwrap();
}
