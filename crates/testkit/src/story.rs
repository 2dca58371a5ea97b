//! What a test does, of one type for all tests: else the compiler would make the runtime anew for each
//! of them, which is most of what a suite takes to build.

use std::pin::Pin;

use tokio::runtime::Builder;

/// What a test does, wherever it goes on.
pub type Story = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Does it, with two threads.
pub fn tell(story: Pin<Box<dyn Future<Output = ()>>>) {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.unwrap().block_on(story);
}
