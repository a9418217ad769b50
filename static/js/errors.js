// A form that came back with errors: whoever reads by ear or by keyboard begins at the summary of them.
document.querySelector(".error-summary")?.focus();
