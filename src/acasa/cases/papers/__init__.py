"""Papers: what is printed with her, for her, or about her, in English, Romanian or Russian.

Consent form, individual plan, safety sheet, referral letter, summary of the case, blank intake form. Before a paper
that she could carry is made, the question stands: is it safe to take home? A paper is set in memory and sent; what
stays is a sealed record that it was made, by whom, and what was on it. A signed one comes back sealed: signed on
the screen as a drawing, or on paper as a photograph whose place and camera are taken out first. A partner's answer
by telephone is recorded by hand.
"""
