//! Where files lie, and whose they are.

use std::{
    fs,
    os::unix::{fs::MetadataExt, fs::PermissionsExt, process::CommandExt},
    path::Path,
};

use crate::kit::{Home, exists};

/// A user that no file of ours belongs to.
const STRANGER: u32 = 54_321;

#[test]
fn the_data_folder_is_a_path_and_not_an_address() {
    let home = Home::new();
    for folder in [
        "data%20y",
        "data?x",
        "data#x",
        "dätä x",
        "file:data",
        "a/../b%2Fc",
        "?mode=memory",
    ] {
        fs::create_dir_all(home.path("a")).unwrap();
        let variables = [("SIGNET__DATA_DIR", folder)];
        home.done(&["app", "list"], &variables);
        for name in ["signet.db", "master.key"] {
            assert!(exists(&home.path(folder).join(name)), "{folder}/{name}");
        }
        home.done(&["app", "list"], &variables);
    }
    let names = fs::read_dir(home.path(".")).unwrap();
    let names: Vec<_> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(!names.iter().any(|name| name == "data y"), "{names:?}");
}

#[test]
fn the_address_of_a_file_is_still_an_address() {
    let home = Home::new();
    let variables = [("SIGNET__DATABASE__URL", "sqlite:some%20where/x.db?mode=rwc")];
    home.done(&["app", "list"], &variables);
    assert!(exists(&home.path("some where/x.db")));
    assert!(!exists(&home.path("some%20where")));
}

/// Runs `app list` as somebody who is neither root nor the owner of the files.
fn refused_as_a_stranger(home: &Home) -> String {
    let mut command = home.command(&["app", "list"], &[]);
    if fs::metadata("/proc/self").unwrap().uid() == 0 {
        command.uid(STRANGER).gid(0);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    said
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_file_of_somebody_else_is_said_to_be_that() {
    let home = Home::new();
    home.done(&["app", "list"], &[]);
    let folder = home.path("data");
    // As in a container whose user is another one, of the same group.
    set_mode(&home.path("."), 0o775);
    set_mode(&folder, 0o770);
    let mine = fs::metadata(&folder).unwrap().uid();
    // Whoever is not root owns the files itself, and may still not read them.
    let closed = if mine == 0 { 0o600 } else { 0o000 };
    for (name, kind) in [("signet.db", "database file"), ("master.key", "master key")] {
        set_mode(&folder.join(name), closed);
        let said = refused_as_a_stranger(&home);
        assert!(said.contains(kind) && said.contains(name), "{said}");
        assert!(
            said.contains(&format!("belongs to the user with the id {mine}")),
            "{said}"
        );
        set_mode(&folder.join(name), 0o666);
    }
}
