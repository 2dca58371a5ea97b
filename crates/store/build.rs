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
    let all = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../migrations");
    let mut list = String::new();
    for database in ["sqlite", "postgres"] {
        let files = fs::read_dir(all.join(database))?.map(|entry| Ok(entry?.path()));
        let mut files: Vec<PathBuf> = files.collect::<Result<_, std::io::Error>>()?;
        files.sort();
        let name = database.to_uppercase();
        writeln!(list, "const {name}: &[(i64, &str, &str)] = &[")?;
        for file in &files {
            let stem = file.file_stem().and_then(|stem| stem.to_str());
            let (version, description) = stem
                .and_then(|stem| stem.split_once('_'))
                .ok_or_else(|| format!("{}: is not VERSION_DESCRIPTION.sql", file.display()))?;
            let (version, description) = (version.parse::<i64>()?, description.replace('_', " "));
            let path = file.to_str().ok_or("a path that is not UTF-8")?;
            writeln!(
                list,
                "    ({version}, {description:?}, include_str!({path:?})),"
            )?;
        }
        writeln!(list, "];")?;
    }
    let written = Path::new(&env::var("OUT_DIR")?).join("migrations.rs");
    fs::write(written, list)?;
    Ok(())
}
