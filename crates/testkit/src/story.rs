//! What a test does, of one type for all tests: else the compiler would make the runtime anew for each
//! of them, which is most of what a suite takes to build.

use std::{panic::AssertUnwindSafe, pin::Pin, thread};

use futures_util::FutureExt;
use tokio::runtime::Builder;

/// What a test does. It stays on its thread: to prove of each test that it could go on elsewhere took the
/// compiler half of its time.
pub type Story = Pin<Box<dyn Future<Output = ()>>>;

/// Does it, and gives what it fails with to the caller, who has something to put away first.
pub async fn outcome(story: Story) -> thread::Result<()> {
    AssertUnwindSafe(story).catch_unwind().await
}

/// Does it, with two threads.
pub fn tell(story: Story) {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.unwrap().block_on(story);
}
