<?php
/**
 * WooCommerce > Passerelle.
 */

declare( strict_types=1 );

namespace Passerelle\Admin;

defined( 'ABSPATH' ) || exit;

/**
 * @param array{standing: \Passerelle\Admin\Standing, state: array{name: string, sentence: string, todo: string, is_good: bool}, facts: array<string, array{label: string, export: string, value: string}>, rejected: list<array{id: int, topic: string, entity: string, url: string, at: int, code: string}>, feedback: array{kind: 'success'|'warning'|'error', what: string, todo: string, more: list<string>, hops: list<array{name: string, state: string, ms: int|null, text: string}>, address: string}|null, address: string, removes_data: bool} $view
 */
return static function ( array $view ): void {
	$standing = $view['standing'];
	$state    = $view['state'];
	$feedback = $view['feedback'];
	$tone     = match ( $standing->state() ) {
		Standing::IN_STEP => 'is-good',
		Standing::NOT_CONNECTED, Standing::CATCHING_UP => 'is-off',
		default => '',
	};
	$address  = null !== $feedback && '' !== $feedback['address'] ? $feedback['address'] : $view['address'];
	$labels   = array(
		'ok'      => __( 'Done', 'passerelle' ),
		'failed'  => __( 'Failed', 'passerelle' ),
		'waiting' => __( 'Still waiting', 'passerelle' ),
		'skipped' => __( 'Not reached', 'passerelle' ),
	);
	?>
<div class="wrap">
	<h1 class="wp-heading-inline">Passerelle</h1>
	<hr class="wp-header-end">

	<?php if ( null !== $feedback ) : ?>
		<div class="notice notice-<?php echo esc_attr( $feedback['kind'] ); ?> inline" role="<?php echo 'success' === $feedback['kind'] ? 'status' : 'alert'; ?>">
			<p><strong><?php echo esc_html( $feedback['what'] ); ?></strong> <?php echo esc_html( $feedback['todo'] ); ?></p>
			<?php if ( array() !== $feedback['more'] ) : ?>
				<ul class="ul-disc">
					<?php foreach ( $feedback['more'] as $line ) : ?>
						<li><?php echo esc_html( $line ); ?></li>
					<?php endforeach; ?>
				</ul>
			<?php endif; ?>
		</div>
	<?php endif; ?>

	<?php if ( null !== $feedback && array() !== $feedback['hops'] ) : ?>
		<section class="passerelle-card" aria-labelledby="passerelle-test">
			<h2 id="passerelle-test"><?php esc_html_e( 'The test, step by step', 'passerelle' ); ?></h2>
			<table class="widefat striped passerelle-rows">
				<thead>
					<tr>
						<th scope="col"><?php esc_html_e( 'Step', 'passerelle' ); ?></th>
						<th scope="col"><?php esc_html_e( 'Result', 'passerelle' ); ?></th>
						<th scope="col"><?php esc_html_e( 'Time', 'passerelle' ); ?></th>
					</tr>
				</thead>
				<tbody>
					<?php foreach ( $feedback['hops'] as $hop ) : ?>
						<tr>
							<th scope="row"><?php echo esc_html( $hop['name'] ); ?></th>
							<td><?php echo esc_html( ( $labels[ $hop['state'] ] ?? '' ) . ( '' === $hop['text'] ? '' : ': ' . $hop['text'] ) ); ?></td>
							<td>
								<?php
								if ( null !== $hop['ms'] ) {
									/* translators: %s: number of milliseconds. */
									echo esc_html( sprintf( __( '%s ms', 'passerelle' ), number_format_i18n( $hop['ms'] ) ) );
								}
								?>
							</td>
						</tr>
					<?php endforeach; ?>
				</tbody>
			</table>
		</section>
	<?php endif; ?>

	<section class="passerelle-card passerelle-state <?php echo esc_attr( $tone ); ?>" aria-labelledby="passerelle-state">
		<h2 id="passerelle-state"><?php echo esc_html( $state['name'] ); ?></h2>
		<p><?php echo esc_html( trim( $state['sentence'] . ' ' . $state['todo'] ) ); ?></p>
		<?php foreach ( array_slice( $standing->reasons(), 1 ) as $reason ) : ?>
			<p><?php echo esc_html( implode( ' ', Words::reason( $reason, $standing ) ) ); ?></p>
		<?php endforeach; ?>
	</section>

	<?php if ( $standing->asks_which() ) : ?>
		<section class="passerelle-card" aria-labelledby="passerelle-which">
			<h2 id="passerelle-which"><?php esc_html_e( 'Which site is this?', 'passerelle' ); ?></h2>
			<h3><?php esc_html_e( 'The live shop, which has moved here', 'passerelle' ); ?></h3>
			<?php if ( 'place' === $standing->difference ) : ?>
				<p><?php esc_html_e( 'The relay goes on with this site. What has happened here meanwhile is kept and sent.', 'passerelle' ); ?></p>
				<?php Form::button( 'live', __( 'This is the live shop', 'passerelle' ) ); ?>
				<p class="description"><?php esc_html_e( 'Does the shop run on several servers that do not share their uploads? Then define PASSERELLE_PLACE in wp-config.php, with the same text on each of them.', 'passerelle' ); ?></p>
			<?php else : ?>
				<p><?php esc_html_e( 'Have the relay make a pairing code that names this shop’s connection, and connect again below. What has happened here meanwhile is kept and sent.', 'passerelle' ); ?></p>
			<?php endif; ?>
			<h3><?php esc_html_e( 'A copy, to try things out', 'passerelle' ); ?></h3>
			<p><?php esc_html_e( 'This site forgets the connection and what it had still to send. The live shop is not affected, and you can connect this site to a relay of its own later.', 'passerelle' ); ?></p>
			<?php Form::button( 'copy', __( 'This is a copy', 'passerelle' ) ); ?>
		</section>
	<?php endif; ?>

	<?php if ( $standing->is_paired ) : ?>
		<section class="passerelle-card" aria-labelledby="passerelle-facts">
			<h2 id="passerelle-facts"><?php esc_html_e( 'Where things stand', 'passerelle' ); ?></h2>
			<dl class="passerelle-facts">
				<?php foreach ( array_intersect_key( $view['facts'], array_flip( array( 'relay', 'connected_since', 'waiting', 'oldest', 'acknowledged', 'next_try', 'error', 'rejected' ) ) ) as $fact ) : ?>
					<dt><?php echo esc_html( $fact['label'] ); ?></dt>
					<dd><?php echo esc_html( $fact['value'] ); ?></dd>
				<?php endforeach; ?>
			</dl>
			<?php if ( '' === $standing->difference && $standing->has_secrets ) : ?>
				<div class="passerelle-buttons">
					<?php
					Form::button( 'send', __( 'Send now', 'passerelle' ), array(), true );
					Form::button( 'test', __( 'Test the whole way', 'passerelle' ) );
					?>
				</div>
			<?php endif; ?>
		</section>
	<?php endif; ?>

	<?php if ( array() !== $view['rejected'] ) : ?>
		<section class="passerelle-card" aria-labelledby="passerelle-rejected">
			<h2 id="passerelle-rejected"><?php esc_html_e( 'Refused by the relay', 'passerelle' ); ?></h2>
			<?php if ( $standing->rejected > count( $view['rejected'] ) ) : ?>
				<p>
					<?php
					/* translators: 1: number of rows shown, 2: number of all rows. */
					echo esc_html( sprintf( __( 'The newest %1$s of %2$s.', 'passerelle' ), number_format_i18n( count( $view['rejected'] ) ), number_format_i18n( $standing->rejected ) ) );
					?>
				</p>
			<?php endif; ?>
			<table class="widefat striped passerelle-rows">
				<thead>
					<tr>
						<th scope="col"><?php esc_html_e( 'What', 'passerelle' ); ?></th>
						<th scope="col"><?php esc_html_e( 'When', 'passerelle' ); ?></th>
						<th scope="col"><?php esc_html_e( 'Why', 'passerelle' ); ?></th>
						<th scope="col"><?php esc_html_e( 'Action', 'passerelle' ); ?></th>
					</tr>
				</thead>
				<tbody>
					<?php foreach ( $view['rejected'] as $row ) : ?>
						<?php $words = Problems::explain( $row['code'] ); ?>
						<tr>
							<td>
								<?php if ( '' !== $row['url'] ) : ?>
									<a href="<?php echo esc_url( $row['url'] ); ?>"><?php echo esc_html( $row['entity'] ); ?></a>
								<?php else : ?>
									<?php echo esc_html( $row['entity'] ); ?>
								<?php endif; ?>
								<br><code><?php echo esc_html( $row['topic'] ); ?></code>
							</td>
							<td><?php echo esc_html( Words::moment( $row['at'] ) ); ?></td>
							<td><?php echo esc_html( $words['what'] . ' ' . $words['todo'] ); ?> <code><?php echo esc_html( $row['code'] ); ?></code></td>
							<td>
								<?php
								/* translators: %s: a thing such as "Order 123". */
								$name = sprintf( __( 'Send again: %s', 'passerelle' ), $row['entity'] );
								Form::button( 'resend', __( 'Send again', 'passerelle' ), array( 'row' => (string) $row['id'] ), false, $name );
								?>
							</td>
						</tr>
					<?php endforeach; ?>
				</tbody>
			</table>
			<div class="passerelle-buttons"><?php Form::button( 'resend', __( 'Send all of them again', 'passerelle' ) ); ?></div>
		</section>
	<?php endif; ?>

	<section class="passerelle-card" aria-labelledby="passerelle-connection">
		<h2 id="passerelle-connection"><?php esc_html_e( 'Connection', 'passerelle' ); ?></h2>
		<?php if ( ! $standing->must_pair() ) : ?>
			<details<?php echo null !== $feedback && '' !== $feedback['address'] ? ' open' : ''; ?>>
				<summary><?php esc_html_e( 'Connect again with a new pairing code', 'passerelle' ); ?></summary>
		<?php endif; ?>
		<?php Form::open( 'pair' ); ?>
			<p><?php esc_html_e( 'The relay is the server that you, or whoever looks after your shop, run. It makes a pairing code, good for 15 minutes.', 'passerelle' ); ?></p>
			<label class="passerelle-label" for="passerelle-address"><?php esc_html_e( 'Address of the relay', 'passerelle' ); ?></label>
			<input class="regular-text" type="text" inputmode="url" id="passerelle-address" name="address" value="<?php echo esc_attr( $address ); ?>" placeholder="https://relay.example.com" autocomplete="url" spellcheck="false" aria-describedby="passerelle-address-help">
			<p class="description" id="passerelle-address-help"><?php esc_html_e( 'Or paste the whole pairing link here and leave the code empty.', 'passerelle' ); ?></p>
			<label class="passerelle-label" for="passerelle-code"><?php esc_html_e( 'Pairing code', 'passerelle' ); ?></label>
			<input class="regular-text" type="text" id="passerelle-code" name="code" value="" autocomplete="off" autocapitalize="characters" spellcheck="false">
			<p><button type="submit" class="button button-primary"><?php esc_html_e( 'Connect', 'passerelle' ); ?></button></p>
		</form>
		<?php if ( ! $standing->must_pair() ) : ?>
			</details>
		<?php endif; ?>
		<?php if ( $standing->is_paired ) : ?>
			<?php if ( $standing->has_secrets && '' === $standing->difference ) : ?>
				<details>
					<summary><?php esc_html_e( 'Change the secrets', 'passerelle' ); ?></summary>
					<p><?php esc_html_e( 'Shop and relay agree on new secrets. Do this when somebody may have seen the old ones, for instance in a backup. Nothing is interrupted.', 'passerelle' ); ?></p>
					<?php Form::button( 'rotate', __( 'Make new secrets', 'passerelle' ) ); ?>
				</details>
			<?php endif; ?>
			<?php if ( '' === $standing->difference ) : ?>
			<details>
				<summary><?php esc_html_e( 'Disconnect', 'passerelle' ); ?></summary>
				<p><?php esc_html_e( 'From then on nothing is sent, and what happens in the shop is no longer written down. What waits stays here until you connect again.', 'passerelle' ); ?></p>
				<?php Form::button( 'disconnect', __( 'Disconnect this shop', 'passerelle' ) ); ?>
			</details>
			<?php endif; ?>
		<?php endif; ?>
	</section>

	<section class="passerelle-card" aria-labelledby="passerelle-data">
		<h2 id="passerelle-data"><?php esc_html_e( 'Stored data', 'passerelle' ); ?></h2>
		<?php Form::open( 'keep' ); ?>
			<p>
				<label for="passerelle-remove">
					<input type="checkbox" id="passerelle-remove" name="remove_data" value="yes" <?php checked( $view['removes_data'] ); ?>>
					<?php esc_html_e( 'Remove everything that Passerelle stored when the plugin is deleted', 'passerelle' ); ?>
				</label>
			</p>
			<p><button type="submit" class="button"><?php esc_html_e( 'Save', 'passerelle' ); ?></button></p>
		</form>
	</section>
</div>
<?php
};
