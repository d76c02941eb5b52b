//! The program: reads its arguments and runs the command.

fn main() -> std::process::ExitCode {
    slipway::cli::run()
}
