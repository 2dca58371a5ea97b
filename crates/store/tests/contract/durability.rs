//! What was answered is on the disk: flushes are counted, processes are killed, and the write-ahead
//! log never grows past its limit. The other half is `examples/writer.rs`.

use std::{
    collections::HashSet,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use sqlx::{Connection, Executor, SqliteConnection};
use store::{Options, Store, StoreError};

use crate::harness::{Schema, file, race, samples::NOW, server};

fn writer() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let path = test
        .parent()
        .unwrap()
        .parent()
        .unwrap()
        .join("examples/writer");
    assert!(
        path.exists(),
        "{} is missing: run `cargo test -p store`",
        path.display()
    );
    path
}

/// Runs the writer under strace; its acknowledgements, and how often it flushed the log.
fn flushes(url: &str, transactions: u32, callers: u32) -> (usize, usize) {
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace");
    let ran = Command::new("strace")
        .args(["-f", "-y", "-e", "trace=fdatasync,fsync", "-o"])
        .arg(&trace)
        .arg(writer())
        .args([url, &transactions.to_string(), &callers.to_string()])
        .output()
        .expect("strace is needed: install it");
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let said = String::from_utf8(ran.stdout).unwrap();
    let acknowledged = said.lines().filter(|line| line.starts_with("ack ")).count();
    let trace = std::fs::read_to_string(trace).unwrap();
    // A call that another thread interrupts is written in two lines; its end has no file name.
    let flushed = trace
        .lines()
        .filter(|line| line.contains("sync(") && line.contains("-wal>"));
    (acknowledged, flushed.count())
}

#[test]
fn every_commit_is_flushed_before_it_is_answered() {
    let (_folder, url) = file();
    let (acknowledged, flushed) = flushes(&url, 100, 1);
    assert_eq!(acknowledged, 100);
    assert!(
        (100..=120).contains(&flushed),
        "{flushed} flushes for 100 commits"
    );
}

#[test]
fn those_who_wait_share_a_flush() {
    let (_folder, url) = file();
    let (acknowledged, flushed) = flushes(&url, 640, 32);
    assert_eq!(acknowledged, 640);
    assert!(
        (20..=320).contains(&flushed),
        "{flushed} flushes for 640 commits of 32 callers"
    );
}

/// Starts the writer, kills it after so many acknowledgements, and returns all it has said.
fn killed_after(url: &str, acknowledgements: usize) -> HashSet<String> {
    let mut child: Child = Command::new(writer())
        .args([url, "1000000", "32"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "ready");
    let mut said = HashSet::new();
    let mut take = |line: String| {
        if let Some(name) = line.strip_prefix("ack ") {
            said.insert(name.to_owned());
        }
    };
    lines
        .by_ref()
        .take(acknowledgements)
        .for_each(|line| take(line.unwrap()));
    child.kill().unwrap(); // SIGKILL
    lines.for_each(|line| take(line.unwrap()));
    child.wait().unwrap();
    said
}

async fn nothing_is_lost(url: &str, said: &HashSet<String>) {
    let store = Store::open(url).await.unwrap();
    for name in said {
        let name = name.as_str();
        let found = store
            .read(|mut tx| async move { tx.settings().blob(name).await })
            .await;
        assert_eq!(
            found.unwrap().as_deref(),
            Some(name.as_bytes()),
            "{name} was lost"
        );
    }
    store.close().await;
}

#[tokio::test]
async fn nothing_answered_is_lost_when_the_process_is_killed() {
    for acknowledgements in [1, 200, 3000] {
        let (_folder, url) = file();
        let said = killed_after(&url, acknowledgements);
        assert!(said.len() >= acknowledgements);
        nothing_is_lost(&url, &said).await;
    }
}

#[tokio::test]
async fn nothing_answered_is_lost_on_a_server_when_the_process_is_killed() {
    let Some(server) = server() else { return };
    let schema = Schema::new(server).await;
    let said = killed_after(&schema.url, 300);
    nothing_is_lost(&schema.url, &said).await;
    schema.drop().await;
}

#[tokio::test]
async fn nothing_answered_is_lost_when_the_disk_is_full() {
    let (_folder, url) = file();
    Store::open(&url).await.unwrap().close().await;
    // No file may grow past a megabyte, and being told so does not end the process.
    let full = format!(
        "trap '' XFSZ; ulimit -f 2048; exec {} {url} 100000 8",
        writer().display()
    );
    let ran = Command::new("sh").args(["-c", &full]).output().unwrap();
    assert!(!ran.status.success(), "the disk was never full");
    let said = String::from_utf8(ran.stdout).unwrap();
    let said: HashSet<_> = said
        .lines()
        .filter_map(|line| line.strip_prefix("ack "))
        .map(str::to_owned)
        .collect();
    assert!(said.len() > 10, "{} were answered", said.len());
    let why = String::from_utf8_lossy(&ran.stderr);
    assert!(why.contains("Unavailable("), "{why}");
    nothing_is_lost(&url, &said).await;
}

async fn write(store: &Store, name: &str, size: usize) -> Result<bool, StoreError> {
    let sealed = vec![7; size];
    let sealed = sealed.as_slice();
    store
        .transact(
            |mut tx| async move { tx.settings().insert_blob_if_absent(name, sealed, NOW).await },
        )
        .await
}

const SOFT: u64 = 256 << 10;
const HARD: u64 = 1 << 20;
/// One blob of this size is several pages of the log.
const BLOB: usize = 20 << 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_stops_growing_at_its_limit_and_goes_on_when_the_reader_leaves() {
    let (folder, url) = file();
    let options = Options {
        wal_soft: SOFT,
        wal_hard: HARD,
        ..Options::default()
    };
    let store = Store::open_with(&url, options).await.unwrap();
    let log = folder.path().join("signet.db-wal");
    // Somebody else reads, and does not stop.
    let mut reader = SqliteConnection::connect(&url).await.unwrap();
    reader
        .execute("begin; select count(*) from blobs")
        .await
        .unwrap();
    let mut written = 0;
    let refused = loop {
        let name = format!("held-{written}");
        match write(&store, &name, BLOB).await {
            Ok(_) => written += 1,
            Err(error) => break error,
        }
        let size = log.metadata().unwrap().len();
        assert!(size < HARD + 20 * BLOB as u64, "the log has {size} bytes");
        assert!(written < 1000, "nobody stops us");
    };
    assert!(matches!(refused, StoreError::Busy), "{refused:?}");
    assert!(log.metadata().unwrap().len() >= HARD);
    reader.execute("commit").await.unwrap();
    reader.close().await.unwrap();
    assert!(write(&store, "after", BLOB).await.unwrap());
    assert!(
        log.metadata().unwrap().len() < HARD / 2,
        "the log was emptied"
    );
    for number in 0..200 {
        write(&store, &format!("free-{number}"), BLOB)
            .await
            .unwrap();
        assert!(log.metadata().unwrap().len() < HARD + 20 * BLOB as u64);
    }
    store.close().await;
    assert!(
        !log.exists(),
        "the last one to close leaves a whole database behind"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn checkpoints_run_beside_the_writer() {
    let (folder, url) = file();
    let options = Options {
        wal_soft: SOFT,
        ..Options::default()
    };
    let store = Store::open_with(&url, options).await.unwrap();
    let database = folder.path().join("signet.db");
    let before = database.metadata().unwrap().len();
    for number in 0..1500 {
        write(&store, &format!("row-{number}"), 1000).await.unwrap();
    }
    // The writer copies nothing into the database itself before a checkpoint was made.
    for _ in 0..100 {
        if database.metadata().unwrap().len() > before {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(
        database.metadata().unwrap().len() > before,
        "no checkpoint was made"
    );
    let log = folder
        .path()
        .join("signet.db-wal")
        .metadata()
        .unwrap()
        .len();
    assert!(
        log < Options::default().wal_hard / 2,
        "the log has {log} bytes"
    );
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_may_write_without_a_pause_and_the_log_begins_anew_meanwhile() {
    let (folder, url) = file();
    let options = Options {
        wal_soft: SOFT,
        wal_hard: 128 * HARD,
        ..Options::default()
    };
    let store = Store::open_with(&url, options).await.unwrap();
    let log = folder.path().join("signet.db-wal");
    let longest = race(8, |writer| {
        let (store, log) = (store.clone(), log.clone());
        async move {
            let mut longest = 0;
            for number in 0..500 {
                let name = format!("{writer}-{number}");
                // Nobody is told that the store is busy.
                write(&store, &name, BLOB).await.unwrap();
                longest = longest.max(log.metadata().unwrap().len());
            }
            longest
        }
    })
    .await;
    let longest = longest.into_iter().max().unwrap();
    // 80 MB were written.
    assert!(longest < 40 * HARD, "the log had {longest} bytes");
    store.close().await;
}

#[tokio::test]
async fn readers_of_a_file_cannot_write() {
    let (_folder, url) = file();
    let store = Store::open(&url).await.unwrap();
    let wrote = store
        .read(|mut tx| async move { tx.settings().insert_blob_if_absent("x", b"x", NOW).await })
        .await;
    assert!(
        matches!(wrote, Err(StoreError::Unavailable(_))),
        "{wrote:?}"
    );
    store.close().await;
}
