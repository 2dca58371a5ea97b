//! Writes the list of migrations that is compiled in: `(version, description, text)` of each file
//! `VERSION_DESCRIPTION.sql`, for either database.

use std::{
    env,
    error::Error,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

#[expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build script by its environment"
)]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=../../migrations");
    let all = Path::new("../../migrations");
    let mut list = String::new();
    for database in ["sqlite", "postgres"] {
        let files = fs::read_dir(all.join(database))?.map(|entry| Ok(entry?.path()));
        let mut files: Vec<PathBuf> = files.collect::<Result<_, std::io::Error>>()?;
        // An editor may leave others there.
        files.retain(|file| file.extension().is_some_and(|end| end == "sql"));
        files.sort();
        let name = database.to_uppercase();
        writeln!(list, "const {name}: &[(i64, &str, &str)] = &[")?;
        for file in &files {
            let stem = file.file_stem().and_then(|stem| stem.to_str());
            let parts = stem.and_then(|stem| stem.split_once('_'));
            let (version, number, words) = parts
                .and_then(|(number, words)| Some((number.parse::<i64>().ok()?, number, words)))
                // sqlx takes what has a point in its name for one of two that undo each other.
                .filter(|(.., words)| !words.contains('.'))
                .ok_or_else(|| format!("{}: is not VERSION_DESCRIPTION.sql", file.display()))?;
            let description = words.replace('_', " ");
            // Where the sources lie now: they may be moved together with what was built of them.
            let path = format!("/../../migrations/{database}/{number}_{words}.sql");
            writeln!(
                list,
                "    ({version}, {description:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?}))),"
            )?;
        }
        writeln!(list, "];")?;
    }
    let written = Path::new(&env::var("OUT_DIR")?).join("migrations.rs");
    fs::write(written, list)?;
    Ok(())
}
